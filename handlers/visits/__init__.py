"""Visits and patrols (走访巡查, R10), and who keeps in touch with which household (党员联系户)."""
