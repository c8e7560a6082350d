package org.sparkresnet.rowfiles;

/** A new file of a move of rows: its name before it appears, and after that. */
public record Appearance(String hidden, String name) {}
