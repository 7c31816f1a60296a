// Ask the phone where it is only when the visitor says so.
const button = document.querySelector(".op_locate");
if (button && navigator.geolocation) {
    button.hidden = false;
    button.addEventListener("click", () => {
        button.disabled = true;
        navigator.geolocation.getCurrentPosition(
            ({coords}) => {
                // A hundred metres are near enough, and tell less.
                const lat = coords.latitude.toFixed(3);
                const lon = coords.longitude.toFixed(3);
                window.location.search = `?lat=${lat}&lon=${lon}`;
            },
            () => {
                button.disabled = false;
                document.querySelector(".op_no_position").hidden = false;
            },
            {timeout: 10000, maximumAge: 60000}
        );
    });
}
