/*
 * The contract of rails that ask a service, in workerd and over real sockets: a flow that blocks, those that rewrite as a
 * service says or by the spans it finds, also on retrieval, answers of several lines, tries that come again, a classifier.
 */
import "../library/activefence/spec.test.ts";
import "../library/autoalign/spec.test.ts";
import "../library/f5/spec.test.ts";
import "../library/hf-classifier/spec.test.ts";
import "../library/pangea/spec.test.ts";
import "../library/private-ai/spec.test.ts";
