package org.sparkresnet.report;

/** A named value for people, such as the Java version that a run used. */
public record NamedValue(String name, String value) {}
