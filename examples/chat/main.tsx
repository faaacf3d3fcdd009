import { createRoot } from "react-dom/client";
import { Chat } from "./chat.tsx";

createRoot(document.body).render(<Chat api={document.body.dataset["api"] ?? "/api/chat"} />);
