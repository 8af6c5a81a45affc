"""Changes of orders across several processes of the rewards API, through Redis."""
