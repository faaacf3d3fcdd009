/*
 * The contract of service rails, in workerd over real sockets: a flow that blocks, flows that use a service's rewritten
 * text or its ranges, also on retrieval, responses of several lines, retries, and a classifier.
 */
import "../library/activefence/spec.test.ts";
import "../library/autoalign/spec.test.ts";
import "../library/f5/spec.test.ts";
import "../library/hf-classifier/spec.test.ts";
import "../library/pangea/spec.test.ts";
import "../library/private-ai/spec.test.ts";
