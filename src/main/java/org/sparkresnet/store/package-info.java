/** The places and files of runs: manifest, summary, run folders and who may write them. */
package org.sparkresnet.store;
