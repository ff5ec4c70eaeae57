// HTML has no attribute that opens a modal dialog.
export const open = dialog => dialog.showModal();
export const close = dialog => dialog.close();
