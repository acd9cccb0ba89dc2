"""Which errors pass by themselves: the database or the broker cannot be reached, or others were faster."""

import errno

from aiokafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chassis.work.database import READ_ONLY, TRY_AGAIN, sqlstate

UNREACHABLE_STATES = ("08", "53", "57P", "58")  # connection, resources (disk full), shutdown, system
UNREACHABLE_ERRNOS = {
    None,  # several addresses were tried in vain
    errno.ECONNREFUSED,
    errno.ECONNRESET,
    errno.EHOSTUNREACH,
    errno.ENETUNREACH,
    errno.ENETDOWN,
    errno.ETIMEDOUT,
    errno.EPIPE,
    errno.EMFILE,
}


def passing(error: BaseException) -> bool:
    """Will the same thing probably succeed when tried again later?"""
    if isinstance(error, ConnectionError | TimeoutError | PoolTimeoutError | KafkaError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = sqlstate(error)
    if state:
        return state in TRY_AGAIN or state == READ_ONLY or state.startswith(UNREACHABLE_STATES)
    return isinstance(error, OSError) and type(error) is OSError and error.errno in UNREACHABLE_ERRNOS
