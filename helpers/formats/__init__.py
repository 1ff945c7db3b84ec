"""Codings in and out, in the formats of the field: brat, UIMA CAS, Web Annotation, Label Studio, one long CSV."""
