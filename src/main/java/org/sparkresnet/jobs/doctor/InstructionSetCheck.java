package org.sparkresnet.jobs.doctor;

import org.sparkresnet.common.UserError;
import org.sparkresnet.config.ModelConfig;
import org.sparkresnet.nn.kernels.CpuKernels;
import org.sparkresnet.nn.kernels.NativeFailure;
import org.sparkresnet.nn.kernels.OneDnn;

/** Checks that the native libraries load and that the CPU supports the layers. */
final class InstructionSetCheck {
  private InstructionSetCheck() {}

  /** Loads the libraries, which unpacks them at the first time. */
  static Finding here(String subject, ProcessNeeds needs) {
    try {
      if (needs.portable()) {
        OneDnn.limitToAvx2(); // before the CPU is looked at
      }
      String kernels = CpuKernels.identity(); // loads ND4J, too, which all layers need
      if (needs.layers() != ModelConfig.Layers.STOCK && OneDnn.unavailableReason().isPresent()) {
        return Finding.failed(
            subject,
            "no fast layers: %s; only --set model.layers=stock, about fifty times slower, runs there"
                .formatted(OneDnn.unavailableReason().get()));
      }
      return needs
          .bfloat16Key()
          .flatMap(OneDnn::bfloat16Refusal)
          .map(reason -> Finding.failed(subject, reason))
          .orElseGet(() -> Finding.ok(subject, kernels));
    } catch (LinkageError | RuntimeException e) {
      return Finding.failed(
          subject,
          NativeFailure.in(e, subject)
              .map(UserError::getMessage)
              .map(message -> message.replaceFirst("^\\Q" + subject + "\\E: ", ""))
              .orElse("native libraries cannot be loaded: " + e));
    }
  }
}
