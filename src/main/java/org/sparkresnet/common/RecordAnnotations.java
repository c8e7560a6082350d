package org.sparkresnet.common;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.util.NameTransformer;

/** Jackson's annotations, on records whose components are all required but for a default value. */
final class RecordAnnotations extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public Boolean hasRequiredMarker(AnnotatedMember member) {
    JsonProperty property = _findAnnotation(member, JsonProperty.class);
    return property == null || property.defaultValue().isEmpty();
  }

  /** Jackson refuses unwrapped parameters of constructors; {@link UnwrappedRecords} reads them. */
  @Override
  public NameTransformer findUnwrappingNameTransformer(AnnotatedMember member) {
    return member instanceof AnnotatedParameter
        ? null
        : super.findUnwrappingNameTransformer(member);
  }
}
