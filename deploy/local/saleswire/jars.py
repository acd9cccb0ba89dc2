"""Jars of Kafka and veraPDF: brought once by Maven, compared with the recorded sha256 before they run."""

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from saleswire.missing import Missing


@dataclass(frozen=True)
class Jars:
    """A program in Java: ``deploy/<name>`` holds its pom.xml and jars.sha256."""

    name: str
    title: str
    size: str


KAFKA = Jars("kafka", "Kafka", "55 MB")
VERAPDF = Jars("verapdf", "veraPDF", "19 MB")


def provide_jars(root: Path, libs: Path, java: str, jars: Jars = KAFKA) -> None:
    """Have exactly the recorded jars in ``libs``; raises Missing when Maven cannot bring them."""
    recorded = read_record(root / "deploy" / jars.name / "jars.sha256")
    seal = libs.parent / "libs.checked"
    wanted = hashlib.sha256(repr(sorted(recorded.items())).encode()).hexdigest()
    if seal.exists() and seal.read_text() == wanted and all((libs / jar).is_file() for jar in recorded):
        return
    if differing(libs, recorded):
        bring(root, libs, java, jars)
    wrong = differing(libs, recorded)
    if wrong:
        raise Missing(
            f"these jars are not the recorded ones: {', '.join(wrong)}", f"rm -r {libs} and try again"
        )
    seal.write_text(wanted)


def read_record(file: Path) -> dict[str, str]:
    """sha256 by jar name, from a file in sha256sum's format."""
    lines = (line.split() for line in file.read_text().splitlines() if line.strip())
    return {name: digest for digest, name in lines}


def differing(libs: Path, recorded: dict[str, str]) -> list[str]:
    """Names of jars that are absent, changed or not in the record."""
    present = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in libs.glob("*.jar")}
    return sorted(
        name for name in present.keys() | recorded.keys() if present.get(name) != recorded.get(name)
    )


def bring(root: Path, libs: Path, java: str, jars: Jars) -> None:
    """Fetch all jars afresh beside the old ones, then put them in place in one step."""
    print(f"{jars.name}: fetching the jars with Maven ({jars.size}, once)", flush=True)
    fresh = libs.with_name("libs.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    pom = root / "deploy" / jars.name / "pom.xml"
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={fresh}"]
    environment = dict(os.environ)
    if not shutil.which("java"):
        environment.setdefault("JAVA_HOME", str(Path(java).parents[1]))
    done = subprocess.run(
        [find_maven(), "-q", "-B", "-f", str(pom), *goal],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Missing(
            f"Maven could not bring {jars.title}: {(done.stdout + done.stderr)[-1500:]}",
            "look at Maven's words above",
        )
    shutil.rmtree(libs, ignore_errors=True)
    fresh.rename(libs)


def find_maven() -> str:
    """Path of mvn; installed with apt where we are root on Debian."""
    found = shutil.which("mvn")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("setup: installing Maven with apt (once)", flush=True)
        subprocess.run(["apt-get", "-qq", "update"], check=False, capture_output=True)
        apt = [
            "apt-get",
            "-qq",
            "-o",
            "DPkg::Lock::Timeout=400",
            "install",
            "-y",
            "--no-install-recommends",
            "maven",
        ]
        subprocess.run(
            apt, check=False, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        found = shutil.which("mvn")
    if not found:
        raise Missing("Maven (mvn) was not found", "sudo apt-get install maven, or brew install maven")
    return found
