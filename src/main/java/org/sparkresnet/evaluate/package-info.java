/** Evaluates a network on a split: mergeable counts and the scores that are computed from them. */
package org.sparkresnet.evaluate;
