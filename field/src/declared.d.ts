declare const __APP__: string;
