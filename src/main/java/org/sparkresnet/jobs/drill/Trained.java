package org.sparkresnet.jobs.drill;

import org.sparkresnet.common.HumanText;

/**
 * What a training gave.
 *
 * @param sha256 of the parameters
 * @param images trained on, each as often as it was
 * @param rounds averagings
 */
record Trained(String sha256, long images, long rounds) {
  String text() {
    return HumanText.format("params_sha256 %s, %,d images, %,d rounds", sha256, images, rounds);
  }
}
