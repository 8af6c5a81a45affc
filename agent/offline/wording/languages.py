"""The tables of all languages."""

from agent.offline.language import Language
from agent.offline.wording.english import ENGLISH
from agent.offline.wording.hindi import HINDI
from agent.offline.wording.hinglish import HINGLISH
from agent.offline.wording.wording import Wording

WORDINGS: dict[Language, Wording] = {
    Language.ENGLISH: ENGLISH,
    Language.HINGLISH: HINGLISH,
    Language.HINDI: HINDI,
}
