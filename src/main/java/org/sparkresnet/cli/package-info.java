/** The command line: commands, configuration, exit codes; the only place that wires the stages. */
package org.sparkresnet.cli;
