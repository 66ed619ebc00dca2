"""Revisions of the book that git holds: the last edition, and any other by its name."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from analysis.errors import InputError
from analysis.paths import ROOT

EDITION = "edition-"  # the tags of editions: edition-2026.1


def git(*arguments: str) -> bytes:
    """What git answers in the checkout. Raises InputError with git's own reason where it fails."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        raise InputError(f"git {' '.join(arguments)}", reason[-1])
    return done.stdout


def last_edition() -> str | None:
    """The newest tag of an edition, None before the first."""
    tags = git("tag", "--list", f"{EDITION}*", "--sort=-creatordate").decode().split()
    return tags[0] if tags else None


def in_words(revision: str) -> str:
    """A revision as a sentence names it: "edition 2026.1", or the commit with its short hash."""
    if revision.startswith(EDITION):
        return f"edition {revision.removeprefix(EDITION)}"
    return f"commit {git('rev-parse', '--short', f'{revision}^{{commit}}').decode().strip()}"


def unpack(revision: str, folder: Path) -> None:
    """Put the tables and chapters of a revision into a folder."""
    git("rev-parse", "--verify", f"{revision}^{{commit}}")
    content = git("archive", "--format=tar", revision, "chapters", "data")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")
