/** The path at which a subject collects its garbage. */
export const COLLECT = "/collect";

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize: number;
  readonly backingStorageSize: number;
}

const TIMEOUT_MS = 20_000;

/** Calls a method of the inspector of a Worker. */
const ask = (inspector: string, method: string): Promise<HeapUsage> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${inspector}/main`);
    const timer = setTimeout(() => reject(new Error("The inspector does not answer")), TIMEOUT_MS);
    socket.addEventListener("open", () => socket.send(JSON.stringify({ id: 1, method })));
    socket.addEventListener("error", () => reject(new Error("The inspector cannot be reached")));
    socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      clearTimeout(timer);
      socket.close();
      resolve((JSON.parse(data) as { readonly result: HeapUsage }).result);
    });
  });

/** Bytes of a Worker's JavaScript memory, and of the native memory that belongs to it, after garbage collection. */
export const heapInUse = async (url: string, inspector: string): Promise<number> => {
  await fetch(url + COLLECT);
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await ask(inspector, "Runtime.getHeapUsage");
  return usedSize + embedderHeapUsedSize + backingStorageSize;
};
