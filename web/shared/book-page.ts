// Whose page this is: the book's, which alone has places where widgets live without a kernel
// (book/extension/widgets.py writes them), or a notebook's.

const place = () => document.querySelector<HTMLElement>(".live");

/** Whether this is a page of the book; elsewhere a notebook shows the widget. */
export const isBookPage = (): boolean => place() !== null;
