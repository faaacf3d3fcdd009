import { type Played, PlayedService } from "./played-service.ts";

/** The server for `test/workers/played-service.ts`, with a separate service for each test file. */
export const playedServices = (): ((request: Request) => Promise<Response>) => {
  const services = new Map<string, PlayedService>();
  const begin = async (): Promise<object> => {
    const id = services.size;
    const service = new PlayedService();
    services.set(String(id), service);
    await service.listen();
    return { id, port: service.port };
  };
  const tell = async (service: PlayedService, request: Request, what: string | undefined): Promise<unknown> => {
    if (request.method === "PUT") return service.play((await request.json()) as Played);
    if (request.method === "DELETE") return service.close();
    if (what === "asked") return service.asked();
    return what === "hungUp" ? service.hungUp() : service.requests();
  };
  return async (request) => {
    const [, id = "", what] = new URL(request.url).pathname.split("/");
    if (id === "") return Response.json(await begin());
    const service = services.get(id);
    if (service === undefined) return Response.json(null, { status: 404 });
    return Response.json((await tell(service, request, what)) ?? null);
  };
};
