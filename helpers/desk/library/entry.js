export { createRenderer, createTextAnnotator, rangeToSelector, reviveSelector } from "@recogito/text-annotator";
