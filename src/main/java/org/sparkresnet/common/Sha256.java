package org.sparkresnet.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every Java platform has. */
public final class Sha256 {
  /** Bytes of a digest. */
  public static final int BYTES = 32;

  private Sha256() {}

  /** A new digest. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  /** SHA-256 of some bytes, lower-case hexadecimal. */
  public static String of(byte[] bytes) {
    MessageDigest digest = start();
    digest.update(bytes);
    return hex(digest);
  }

  /** The digest of what it has been given, lower-case hexadecimal; begins anew. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The first digits of a digest, or all of it if it has no more. */
  public static String shortened(String digest, int digits) {
    return digest.length() > digits ? digest.substring(0, digits) : digest;
  }

  /** SHA-256 of a whole file, lower-case hexadecimal. */
  public static String ofFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  /** SHA-256 of what is left of a stream, lower-case hexadecimal. */
  public static String of(InputStream in) throws IOException {
    MessageDigest digest = start();
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
    }
    return hex(digest);
  }
}
