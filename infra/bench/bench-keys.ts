/** Seals what a benchmark keeps of its made-up subscribers, in every process of it. */
export const benchDataKeys = 'data-key-of-the-benchmarks-1';
