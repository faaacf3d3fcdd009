/** Whether an error comes from a system call, such as for a file or a port. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error;
