/** Places and files of runs: configuration, manifest, summary, model; removal of old ones. */
package org.sparkresnet.store;
