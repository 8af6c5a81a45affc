"""Examples for those who extend the service; the tests beside them prove that they work."""
