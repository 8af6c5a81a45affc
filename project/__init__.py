"""What keeps the project itself in order: installing the locks, the licences of the dependencies. Not in the wheel."""
