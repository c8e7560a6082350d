/** What a training run consists of: its rounds, its averaging, its choices, as values. */
package org.sparkresnet.plan;
