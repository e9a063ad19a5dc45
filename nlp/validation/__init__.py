"""Instruments of content analysis: samples to code, sheets, agreement, adjudication, evaluation."""
