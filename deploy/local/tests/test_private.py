"""Whatever a running copy writes is for its owner alone, and what an older one left open is closed."""

import os
import stat
from pathlib import Path

import asyncpg

from saleswire import servers
from saleswire.infrastructure import Kind, choose
from saleswire.launchers import Forks
from saleswire.places import Place
from saleswire.private import keep_private, open_log
from saleswire.processes import spawn
from saleswire.supervisor import Component

from .conftest import eventually, supervised, tiny


def readable_by_others(folder: Path) -> list[str]:
    """Everything that group or others may read or write, the folder itself included."""
    bits = stat.S_IRWXO | stat.S_IRGRP | stat.S_IWGRP
    items = [folder, *(item for item in folder.rglob("*") if not item.is_symlink())]
    return [f"{item} {item.stat().st_mode & 0o777:o}" for item in items if item.stat().st_mode & bits]


async def test_nobody_else_can_read_what_a_running_copy_writes(place: Place) -> None:
    left = place.state / "strangers" / "accounting" / "book.sqlite"
    left.parent.mkdir(parents=True)
    left.write_text("from before")
    for item, mode in ((left, 0o644), (left.parent, 0o755), (place.state, 0o755)):
        item.chmod(mode)
    forks = Forks(place)
    preloaded = Component("preloaded", forks.start, ready=forks.is_ready, alive=forks.is_alive)
    local = [servers.postgres(place), servers.kafka(place)]
    async with supervised(place, [*local, preloaded, tiny(place, forks, ("preloaded",))]):
        connection = await asyncpg.connect(choose(Kind.LOCAL, place).admin_url)
        await connection.execute("CREATE TABLE kept (id int)")
        await connection.close()
        assert (place.state / "kafka" / "data" / "meta.properties").exists()
        assert (place.logs / "tiny.log").exists()
        assert readable_by_others(place.state) == []


async def test_a_child_writes_for_its_owner_alone(tmp_path: Path) -> None:
    os.umask(0o022)
    handle = spawn(["touch", "made"], tmp_path / "logs" / "child.log", dict(os.environ), cwd=tmp_path)
    await eventually(lambda: not handle.alive())
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "logs" / "child.log").stat().st_mode & 0o777 == 0o600


def test_software_that_anybody_may_fetch_stays_as_it_is(tmp_path: Path) -> None:
    jar = tmp_path / "kafka" / "libs" / "kafka.jar"
    jar.parent.mkdir(parents=True)
    jar.write_text("")
    jar.chmod(0o644)
    keep_private(tmp_path)
    assert jar.stat().st_mode & 0o777 == 0o644
    open_log(tmp_path / "later.log").close()
    assert (tmp_path / "later.log").stat().st_mode & 0o077 == 0
