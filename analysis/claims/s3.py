"""Tests of the claims of S3, O. G. Karpovich and A. V. Davydova (2021)."""

from __future__ import annotations

