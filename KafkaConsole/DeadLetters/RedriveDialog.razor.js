// A modal dialog has no attribute to be opened with.
export const open = dialog => dialog.showModal();
export const close = dialog => dialog.close();
