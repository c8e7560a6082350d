/** Measures the speed of this build, and of other systems beside it, on this machine or cluster. */
package org.sparkresnet.bench;
