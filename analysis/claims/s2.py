"""Tests of the claims of S2, Zheng Jielan (2022)."""

from __future__ import annotations

