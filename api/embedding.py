"""Which pages of other origins may use the sidebar; none unless the settings name them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Embedding:
    """Origins as browsers send them. The two lists are independent: neither grants what the other does."""

    script_origins: tuple[str, ...] = ()  # may load the web component and call the API from a script
    frame_origins: tuple[str, ...] = ()  # may show ``/embed`` in a frame

    @property
    def file_origins(self) -> tuple[str, ...]:
        """Return who may load the files of the pages: a host of a frame loads the script of the bridge."""
        return tuple(dict.fromkeys((*self.script_origins, *self.frame_origins)))


NOT_EMBEDDED = Embedding()
