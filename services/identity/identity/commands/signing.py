"""The issuer's signing keys, by hand: another one, or one taken back."""

from chassis.language import N_
from chassis.work import Work
from identity import keys
from identity.reach import must_reach_all
from identity.settings import Settings


async def rotate_key(work: Work) -> str:
    """Sign with a new key from now on; its kid."""
    must_reach_all(work, N_("Signing keys"))
    return await keys.rotate(work, _settings(work))


async def revoke_key(work: Work, kid: str) -> None:
    """Let nobody trust this key any more; raises NotFound."""
    must_reach_all(work, N_("Signing keys"))
    await keys.revoke(work, _settings(work), kid)


def _settings(work: Work) -> Settings:
    assert isinstance(work.settings, Settings)
    return work.settings
