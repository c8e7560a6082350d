/** Shows on a console what a job does while it works, and what it found. */
package org.sparkresnet.cli.display;
