/** Measures the speed of this build on this machine or cluster. */
package org.sparkresnet.bench;
