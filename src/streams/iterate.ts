/** What `for await` does with a stream, for browsers whose streams have no iterator, as Safari's had none for long. */
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
