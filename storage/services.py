"""Which requests ask for which service of the menu (菜单式服务)."""

from collections.abc import Collection

from sqlalchemy import Connection, insert, select

from storage.records import Request, RequestStatus
from storage.requests import request_of
from storage.tables import request, service_request


class Services:
    """SQL only; what there is on the menu stands in the configuration."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, request_id: int, service: str) -> None:
        """This request asks for this service."""
        self._connection.execute(insert(service_request).values(request_id=request_id, service=service))

    def of(self, request_id: int) -> str | None:
        """The service that a request asks for."""
        found = select(service_request.c.service).where(service_request.c.request_id == request_id)
        return self._connection.execute(found).scalar()

    def requests(
        self, services: Collection[str], statuses: Collection[RequestStatus]
    ) -> list[tuple[str, Request]]:
        """What asks for any of these services and is in one of these states, oldest first, each with its service."""
        found = (
            select(request, service_request.c.service.label("service"))
            .join(service_request, service_request.c.request_id == request.c.id)
            .where(service_request.c.service.in_(list(services)), request.c.status.in_(list(statuses)))
            .order_by(request.c.id)
        )
        rows = [dict(row._mapping) for row in self._connection.execute(found)]
        return [(row.pop("service"), request_of(row)) for row in rows]
