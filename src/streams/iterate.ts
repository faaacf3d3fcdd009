/** What `for await` does with a stream, for browsers whose streams are not async iterable (Safari, until recently). */
export const iterate = async function* <T>(
  stream: ReadableStream<T>,
  { preventCancel = false }: { readonly preventCancel?: boolean } = {},
): AsyncGenerator<T, undefined, undefined> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    if (!preventCancel) await reader.cancel();
    reader.releaseLock();
  }
  return undefined;
};
