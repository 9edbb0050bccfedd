/**
 * Statements that sort a workgroup's array of a power of two of entries, by its threads; `t` is the thread. Every thread must come here
 * (Batcher's bitonic sort, Knuth, TAOCP 3, 5.3.4, exercise 10).
 */
export const bitonicSort = (name: string, entries: number, threads: number): string => /* wgsl */ `
    for (var run = 2u; run <= ${entries}u; run = run << 1u) {
      for (var apart = run >> 1u; apart > 0u; apart = apart >> 1u) {
        for (var i = t; i < ${entries / 2}u; i += ${threads}u) {
          let low = 2u * i - (i & (apart - 1u));
          let high = low + apart;
          let rises = (low & run) == 0u;
          let a = ${name}[low];
          let b = ${name}[high];
          if ((a > b) == rises) { ${name}[low] = b; ${name}[high] = a; }
        }
        workgroupBarrier();
      }
    }`;
