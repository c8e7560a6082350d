package org.sparkresnet.results.report;

/** A named value for people, such as the Java version that a run used. */
public record Fact(String name, String value) {}
