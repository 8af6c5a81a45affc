"""Why a turn could not be finished.

AgentError
├── StepLimit           the model asked for more steps than a turn may have
├── ModelUnavailable    no model could answer
├── TurnInProgress      another turn of the same conversation is still running
├── ConversationFull    it has had its maximum number of turns
├── TurnNotLast         only the last turn of a conversation can be replaced
├── ConversationUnknown it does not exist or belongs to somebody else: callers cannot tell which
└── ConversationsUnavailable   the conversations cannot be read or written
"""


class AgentError(Exception):
    """Base of all failures of a turn. ``public_code`` is from a closed set and safe to show."""

    public_code = "turnFailed"
    retryable = True

    def __init__(self) -> None:
        super().__init__(self.public_code)


class StepLimit(AgentError):
    public_code = "stepLimit"


class ModelUnavailable(AgentError):
    public_code = "modelUnavailable"


class TurnInProgress(AgentError):
    public_code = "turnInProgress"


class ConversationFull(AgentError):
    public_code = "conversationFull"
    retryable = False  # a new conversation has to be started


class TurnNotLast(AgentError):
    public_code = "turnNotLast"
    retryable = False


class ConversationUnknown(AgentError):
    public_code = "conversationNotFound"
    retryable = False


class ConversationsUnavailable(AgentError):
    public_code = "conversationsUnavailable"
