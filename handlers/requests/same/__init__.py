"""Several reports of one thing are one request."""
