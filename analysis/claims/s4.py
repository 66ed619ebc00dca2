"""Tests of the claims of S4, Tatiana Kastueva-Jean (2022)."""

from __future__ import annotations

