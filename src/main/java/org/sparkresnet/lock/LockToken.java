package org.sparkresnet.lock;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.sparkresnet.common.Sha256;

/**
 * Identity of one holder of one lock, which stands in the name of everything that the holder writes
 * aside: {@code <lock>-<number>-<nonce>}, such as 1f0c5a2b-000042-9d4e07c1a3b8. The number alone
 * would be another holder's again when the lock's files were removed.
 *
 * @param lock digits of the SHA-256 of the lock's name, the same for all holders
 * @param number of the holder's file
 * @param nonce random digits that stand in the holder's file
 */
public record LockToken(String lock, long number, String nonce) {
  private static final int LOCK_DIGITS = 8;
  private static final int NONCE_DIGITS = 12;

  /**
   * @param name unlike those of the other locks of a store
   */
  static LockToken of(String name, long number, String nonce) {
    String sha256 = Sha256.of(name.getBytes(StandardCharsets.UTF_8));
    return new LockToken(Sha256.shortened(sha256, LOCK_DIGITS), number, nonce);
  }

  static String newNonce() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, NONCE_DIGITS);
  }

  /** The number in the names of files. */
  static String digits(long number) {
    return String.format(Locale.ROOT, "%06d", number);
  }

  @Override
  public String toString() {
    return lock + "-" + digits(number) + "-" + nonce;
  }
}
