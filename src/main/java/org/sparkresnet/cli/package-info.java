/** The command line: parses options, calls jobs, prints results, sets exit codes. */
package org.sparkresnet.cli;
