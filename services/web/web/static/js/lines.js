// Lines of a quote or an order by keyboard: see pages of the editors.
export {};
