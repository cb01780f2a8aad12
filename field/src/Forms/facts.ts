/** What is known about a file at the moment it was taken. Place only where the agent had already allowed it: nobody is asked while holding up a phone. */
export interface FileFacts { name: string; type: string; sha256: string; bytes: number; taken: string; place: string | null }
