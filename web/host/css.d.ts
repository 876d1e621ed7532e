// esbuild bundles the stylesheets that a module imports.

declare module "*.css";
