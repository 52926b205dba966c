document.title = "Mooring";
